import { hash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { StackQueue } from '../stack.ts';

/** A message in a queue. Times are ms since the epoch. */
export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly md5: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly sentAt: number;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  receiptHandle?: string;
}

/** A queue with its messages, oldest first. */
export interface Queue extends StackQueue {
  readonly arn: string;
  messages: QueueMessage[];
}

/** The SQS queues of one account and Region. Messages end with the queue's retention, as the clock says when they are read. */
export class Queues {
  readonly byName: ReadonlyMap<string, Queue>;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(queues: readonly StackQueue[], given: { clock: Clock; ids: Ids; arnPrefix: string }) {
    this.byName = new Map(
      queues.map((queue) => [queue.name, { ...queue, arn: `${given.arnPrefix}${queue.name}`, messages: [] }]),
    );
    this.#clock = given.clock;
    this.#ids = given.ids;
  }

  /** The messages that a queue keeps: those that have not outlived its retention. */
  kept(queue: Queue): readonly QueueMessage[] {
    const since = this.#clock.now() - queue.retentionSeconds * 1000;
    queue.messages = queue.messages.filter(({ sentAt }) => sentAt > since);
    return queue.messages;
  }

  /** Puts a message into the queue of an ARN; nothing if there is no such queue. */
  deliver(arn: string, body: string, attributes: Readonly<Record<string, string>>): void {
    const queue = [...this.byName.values()].find((one) => one.arn === arn);
    if (queue) this.add(queue, body, attributes);
  }

  /** Puts a message into a queue. */
  add(queue: Queue, body: string, attributes: Readonly<Record<string, string>> = {}): QueueMessage {
    const now = this.#clock.now();
    const messageId = this.#ids.uuid('sqs/message');
    const md5 = hash('md5', body);
    const message: QueueMessage = { messageId, body, md5, attributes, sentAt: now, visibleAt: now, receiveCount: 0 };
    queue.messages.push(message);
    return message;
  }

  /** Whether a message can be received now. */
  isVisible({ visibleAt }: QueueMessage): boolean {
    return visibleAt <= this.#clock.now();
  }

  /** Lets nobody receive a message for some seconds. */
  hide(message: QueueMessage, seconds: number): void {
    message.visibleAt = this.#clock.now() + seconds * 1000;
  }

  /** Takes up to so many visible messages; nobody else sees them for some seconds. */
  receive(queue: Queue, most: number, visibilitySeconds: number): QueueMessage[] {
    const now = this.#clock.now();
    const found = this.kept(queue)
      .filter((message) => this.isVisible(message))
      .slice(0, most);
    for (const message of found) {
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      this.hide(message, visibilitySeconds);
      message.receiptHandle = this.#ids.hex('sqs/receipt', 40);
    }
    return found;
  }
}
