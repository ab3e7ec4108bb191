import { serviceFault } from '../aws/service-fault.ts';
import { CanalError } from '../canal/errors.ts';
import type { Door } from '../lambda/surroundings.ts';
import type { People } from '../steps/ports.ts';

/** SNS takes subjects of fewer than 100 characters, ASCII alone, and messages of 256 KiB. */
const longestSubject = 99;
const longestText = 100_000;

/** Opens the topic for people of the settings. The SDK is loaded by the first call. */
export const peopleTopic: Door<People> = (opening) => {
  const open = async () => {
    const { snsClient, publish } = await import('./client.ts');
    return { client: snsClient(opening), publish };
  };
  let opened: ReturnType<typeof open> | undefined;
  return {
    async tell({ subject, text }) {
      const topic = opening.settings.peopleTopic;
      if (!topic) {
        throw new CanalError('InvalidSettings', 'CANAL_PEOPLE_TOPIC: must be the ARN of the topic that people hear.');
      }
      opened ??= open();
      const { client, publish } = await opened;
      try {
        await publish(client, topic, plain(subject), cut(text, longestText));
      } catch (error) {
        throw serviceFault('SNS', 'Publish', error);
      }
    },
  };
};

/** A subject that SNS takes: one line of printable ASCII. */
function plain(subject: string): string {
  const line = subject
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^ -~]/g, '?')
    .trim();
  return line.length > longestSubject ? `${line.slice(0, longestSubject - 3)}...` : line;
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
