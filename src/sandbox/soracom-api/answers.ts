import type { WireResponse } from '../wire.ts';

/** An answer without a body, such as 204. */
export const empty = (status: number): WireResponse => ({ status, headers: {}, body: '' });
