/** Thrown for what serverless.yml has and the sandbox cannot imitate; the message is for people. */
export class StackRefused extends Error {
  override readonly name = 'StackRefused';
}
