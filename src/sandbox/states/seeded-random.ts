const multiplier = 0x5deece66dn;
const mask = (1n << 48n) - 1n;

/** The first double of Java's Random for a seed: AWS answers `$random(42)` with 0.7275636800328681, and so do we. */
export function seededRandom(seed: number): number {
  let state = (BigInt(Math.trunc(seed)) ^ multiplier) & mask;
  const bits = (count: bigint): bigint => {
    state = (state * multiplier + 0xbn) & mask;
    return state >> (48n - count);
  };
  const high = bits(26n) << 27n;
  return Number(high + bits(27n)) / 2 ** 53;
}
