/** What the first line says when nothing is real. */
export const simulatedLine =
  'SIMULATED: SORACOM and AWS are imitated on this machine. No account is used, nothing real is made, nothing costs money.';

/** Whether an execution runs in a sandbox: the machines of every sandbox of ours carry its stage in their names. */
export function isSimulated(executionArn: string | undefined): boolean {
  return /^arn:aws:states:[^:]*:[^:]*:execution:canal-sandbox-/.test(executionArn ?? '');
}
