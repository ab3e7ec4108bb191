/** How a Lambda invocation ended: its payload, or the error's name and Lambda's JSON document about it as a string. */
export type Invocation =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: string; readonly cause: string };

/** Runs the function of an ARN on a payload, in a clock turn of its own. */
export type Invoke = (functionArn: string, payload: unknown) => Promise<Invocation>;
