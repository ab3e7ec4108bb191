import { inside, run } from './commands.ts';
import { simSpace } from './surroundings.ts';

/** What came back to a question: DNS's own word (NOERROR, NXDOMAIN, REFUSED), or that nothing did. */
export interface Answer {
  readonly status: string;
  readonly values: readonly string[];
}

/** How a question is asked. */
export interface Way {
  readonly tcp?: boolean;
  readonly type?: string;
  readonly class?: string;
  readonly port?: number;
}

/** Asks an address from a network namespace, once, and waits a second. */
export async function askFrom(space: string, server: string, name: string, way: Way = {}): Promise<Answer> {
  const words = [
    `@${server}`,
    name,
    way.type ?? 'A',
    way.class ?? 'IN',
    '-p',
    `${way.port ?? 53}`,
    '+time=1',
    '+tries=1',
    '+noedns',
  ];
  const { stdout } = await run('ip', inside(space, 'dig', ...words, way.tcp ? '+tcp' : '+notcp'));
  const status = /status: (\w+)/.exec(stdout)?.[1];
  const answers = /^;; ANSWER SECTION:\n([\s\S]*?)\n\n/m.exec(stdout)?.[1]?.split('\n') ?? [];
  const values = answers.map((line) => line.split(/\s+/).slice(4).join(' '));
  if (status !== undefined) return { status, values };
  return { status: /connection refused/.test(stdout) ? 'connection refused' : 'no answer', values };
}

/** Asks an address as the SIM of a network. */
export const ask = (network: string, server: string, name: string, way?: Way): Promise<Answer> =>
  askFrom(simSpace(network), server, name, way);
