import type { Network } from '../canal/network.ts';
import { type ApiClient, ApiFailure } from './api-client.ts';
import type { Started } from './api-shapes.ts';
import { differenceLines } from './difference-lines.ts';
import type { Paint } from './paint.ts';

/**
 * Starts a network. One that is ready already, with the same wish, is compared with the world, and started again if it has
 * drifted: the check leaves in the record what the new run shall mend. What has drifted is said before its run.
 */
export async function begin(
  api: ApiClient,
  network: Network,
  say: (line: string) => void,
  paint: Paint,
  words: readonly string[],
): Promise<Started> {
  const started = await startOrCheck(api, network, say);
  const { name, begun, drift } = started;
  if (begun && drift) {
    for (const line of [`Network ${name} has drifted:`, ...differenceLines(drift.differences, paint, words)]) say(line);
  }
  return started;
}

async function startOrCheck(api: ApiClient, network: Network, say: (line: string) => void): Promise<Started> {
  const { read: started } = await api.start(network);
  if (started.begun || started.state !== 'ready') return started;
  try {
    const { read: checked } = await api.check(started.name);
    if (checked.asWished) return started;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    say(`Whether it still stands as wished is not known: ${error.message}`);
    return started;
  }
  return (await api.start(network)).read;
}

/** Looks once more at a network whose run began with a drift: what the run could not mend is in the record then. */
export async function checkAgain(api: ApiClient, { name, drift }: Started, say: (line: string) => void): Promise<void> {
  if (!drift) return;
  try {
    await api.check(name);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    say(`Whether all of it is mended is not known: ${error.message}`);
  }
}
