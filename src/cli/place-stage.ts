import { authorizedFetch } from './authorized-fetch.ts';
import { CommandError } from './command-error.ts';
import type { Opened } from './place.ts';
import type { Surroundings } from './surroundings.ts';

/** Where a stack is deployed unless it is said otherwise, as in serverless.yml. */
const defaultRegion = 'ap-northeast-1';

/** The API of the stack of a stage, found and signed for with the person's own AWS credentials. */
export async function stagePlace(
  stage: string,
  given: string | undefined,
  surroundings: Surroundings,
): Promise<Opened> {
  const region = given ?? defaultRegion;
  const stackName = `canal-${stage}`;
  const aws = await surroundings.openAws(region);
  const { accountId, arn } = await aws.identity();
  const outputs = await aws.stackOutputs(stackName);
  if (outputs === undefined) {
    throw new CommandError(
      'NoSuchStack',
      `There is no stack ${stackName} in account ${accountId}, ${region}. Correct --stage, --region or the AWS credentials, or deploy it: npm run deploy -- --stage ${stage}`,
    );
  }
  const url = outputs.HttpApiUrl?.replace(/\/+$/, '');
  if (!url) {
    throw new CommandError(
      'NoSuchStack',
      `The stack ${stackName} in account ${accountId}, ${region}, tells no HttpApiUrl: its deployment is not through, or it is not Canal's. Look at it in CloudFormation.`,
    );
  }
  return {
    url,
    fetch: authorizedFetch(surroundings, { credentials: () => aws.credentials(), region }),
    words: ['--stage', stage, ...(given === undefined ? [] : ['--region', given])],
    denied: `${arn} may not call the API of the stack ${stackName}: ask for the permission execute-api:Invoke on it.`,
    isPrivate: false,
    pollMillis: 500,
    stack: `${accountId}/${region}/${stage}`,
    close: () => Promise.resolve(),
  };
}
