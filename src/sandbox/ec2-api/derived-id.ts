import { hash } from 'node:crypto';

/**
 * An id for what the world does not name, such as the association of a VPC with its range: the same for the same thing
 * each time that it is described, and drawn from no stream, so that describing changes nothing.
 */
export function derivedId(prefix: string, of: string, length = 17): string {
  return `${prefix}${hash('sha256', `${prefix}/${of}`).slice(0, length)}`;
}
