/** asl-validator ships no types; this is what the tests use of it. It changes the definition that it is given. */
declare module 'asl-validator' {
  interface Answer {
    readonly isValid: boolean;
    readonly errors: readonly unknown[];
  }

  export default function validator(definition: unknown, options: { checkPaths?: boolean; checkArn?: boolean }): Answer;
}
