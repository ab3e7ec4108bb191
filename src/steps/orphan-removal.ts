import { isLasting } from '../canal/errors.ts';
import type { Finding } from '../canal/sweep.ts';
import type { Records } from './ports.ts';

/**
 * Removes an orphan at SORACOM; `mend` says that it is done. One whose network has a run again, which finds it, is left. What
 * SORACOM refuses for good is told, so that it does not hide what else was found.
 */
export async function removeOrphan(
  network: string | undefined,
  mend: string,
  remove: () => Promise<void>,
  { records }: { readonly records: Records },
): Promise<Pick<Finding, 'mend' | 'removed'>> {
  const now = network === undefined ? undefined : await records.network(network);
  if (now && now.state !== 'removed') {
    return { mend: 'Left, because a run of its network has begun meanwhile: it finds it.', removed: false };
  }
  try {
    await remove();
    return { mend, removed: true };
  } catch (error) {
    if (!isLasting(error)) throw error;
    return { mend: `It could not be removed: ${error.message}`, removed: false };
  }
}
