import type { answerShapes } from './answer-shapes.ts';

/** The name of the shape of an answer. */
export type ShapeName =
  | keyof typeof answerShapes
  | 'Network'
  | 'AccountRegistration'
  | 'SweepRequest'
  | 'RateWish'
  | 'DnsHostRegistration';

/** One operation, as the OpenAPI document tells it. */
export interface ToldOperation {
  readonly summary: string;
  /** Whether it takes the query parameter cursor. */
  readonly paged?: true;
  /** Query parameters that are texts, with a sentence each. */
  readonly query?: Readonly<Record<string, string>>;
  /** Query parameters that are true or false, with a sentence each. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly body?: ShapeName;
  readonly bodyExample?: unknown;
  /** Whether its answers name in Location what was asked for. */
  readonly located?: true;
  /** Whether it answers in CSV, too. */
  readonly csv?: true;
  /** Status -> shape and sentence, beside `everyAnswer`. */
  readonly answers: ToldAnswers;
}

type ToldAnswers = Readonly<Record<number, readonly [ShapeName, string]>>;

/** What each operation may answer, whatever it is. 401, 403 and, where the function fails, 500 and 503 are API Gateway's own. */
export const everyAnswer: ToldAnswers = {
  400: ['Problem', 'What is wrong with the request, each fault with its field'],
  401: ['GatewayMessage', 'The token is missing or not right, where the deployment takes tokens'],
  403: ['GatewayMessage', 'The request is not signed, or its signer may not ask'],
  413: ['Problem', 'The body is larger than 64 KiB'],
  500: ['Problem', 'A fault of ours; the log of the function says why'],
  503: ['Problem', 'AWS or SORACOM gave no answer in time; ask again'],
};
/** Statuses that API Gateway may answer in the place of the function. */
export const alsoOfGateway: readonly number[] = [500, 503];

/** 404: of what is asked for by its name. */
export const unknown = ['Problem', 'There is no such thing'] as const;
/** 502: a permission is missing, or the AuthKey. */
export const refused = ['Problem', 'SORACOM or AWS refused what was asked'] as const;

/** What a registration answers, if it was understood. */
export const registered = (shape: ShapeName, what: string) =>
  ({
    200: [shape, 'Registered anew'],
    201: [shape, `Registered; Location names ${what}`],
  }) as const;
