import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';

/** A message that was published to a topic. */
export interface TopicMessage {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

/** So many messages are kept to be read; older ones are forgotten. */
const keptMessages = 1000;

/** The SNS topics of one account and Region. Nobody is subscribed: what was published is kept to be read. */
export class Topics {
  readonly arns: ReadonlySet<string>;
  messages: TopicMessage[] = [];
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(arns: readonly string[], { clock, ids }: { clock: Clock; ids: Ids }) {
    this.arns = new Set(arns);
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Publishes to a topic that is there. Gives the message's id. */
  publish(topicArn: string, message: string, subject?: string): string {
    const messageId = this.#ids.uuid('sns/message');
    const publishedAt = this.#clock.now();
    this.messages.push({ messageId, topicArn, message, publishedAt, ...(subject === undefined ? {} : { subject }) });
    if (this.messages.length > keptMessages) this.messages = this.messages.slice(-keptMessages);
    return messageId;
  }
}
