import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientOptions } from '../aws/client-options.ts';
import type { Opening } from '../lambda/surroundings.ts';
import type { People } from '../steps/ports.ts';

/** The IAM action that each method needs. */
export const peopleActionOf: Readonly<Record<keyof People, string>> = { tell: 'sns:Publish' };

/** Opens the SNS client. */
export const snsClient = (opening: Opening): SNSClient => new SNSClient(clientOptions(opening));

/** Publish to a topic; throws the SDK's errors. */
export async function publish(client: SNSClient, topic: string, subject: string, text: string): Promise<void> {
  await client.send(new PublishCommand({ TopicArn: topic, Subject: subject, Message: text }));
}
