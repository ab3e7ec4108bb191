import type { Network } from '../canal/network.ts';
import { type ApiClient, ApiFailure } from './api-client.ts';
import type { Started } from './api-shapes.ts';
import { differenceLines } from './difference-lines.ts';
import type { Paint } from './paint.ts';

/**
 * Starts a network. One that is ready already, with the same wish, is compared with the world, and started again if it has
 * drifted: the check leaves in the record what the new run shall mend.
 */
export async function begin(
  api: ApiClient,
  network: Network,
  say: (line: string) => void,
  paint: Paint,
): Promise<Started> {
  const { read: started } = await api.start(network);
  if (started.begun || started.state !== 'ready') return started;
  try {
    const { read: checked } = await api.check(started.name);
    if (checked.asWished) return started;
    for (const line of [`Network ${started.name} has drifted:`, ...differenceLines(checked.differences, paint)])
      say(line);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    say(`Whether it still stands as wished is not known: ${error.message}`);
    return started;
  }
  return (await api.start(network)).read;
}
