import { GetCommandInvocationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions } from '../aws/client-options.ts';
import type { Opening } from '../lambda/surroundings.ts';
import type { HostCommands } from '../steps/ports.ts';

/** The IAM action that each method needs. */
export const commandActionOf: Readonly<Record<keyof HostCommands, string>> = {
  deliver: 'ssm:SendCommand',
  delivered: 'ssm:GetCommandInvocation',
};

/** Opens the client of Systems Manager in a Region. */
export const ssmClient = (opening: Opening, region: string): SSMClient =>
  new SSMClient(clientOptions(opening, { region }));

/** SendCommand to one instance; the command's id. Throws the SDK's errors. */
export async function sendCommand(
  client: SSMClient,
  given: { document: string; instanceId: string; parameters: Readonly<Record<string, string>>; comment: string },
): Promise<string> {
  const answer = await client.send(
    new SendCommandCommand({
      DocumentName: given.document,
      InstanceIds: [given.instanceId],
      Parameters: Object.fromEntries(Object.entries(given.parameters).map(([name, value]) => [name, [value]])),
      Comment: given.comment.slice(0, 100),
      // How long an instance that is away may take to come back for it.
      TimeoutSeconds: 120,
    }),
  );
  return answer.Command?.CommandId ?? '';
}

/** GetCommandInvocation; undefined while Systems Manager does not know of it. Throws the SDK's errors. */
export async function invocation(
  client: SSMClient,
  instanceId: string,
  commandId: string,
): Promise<{ readonly status: string; readonly stdout: string } | undefined> {
  try {
    const { Status, StatusDetails, StandardOutputContent } = await client.send(
      new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId }),
    );
    return { status: StatusDetails || Status || '', stdout: StandardOutputContent ?? '' };
  } catch (error) {
    if (error instanceof Error && error.name === 'InvocationDoesNotExist') return undefined;
    throw error;
  }
}
