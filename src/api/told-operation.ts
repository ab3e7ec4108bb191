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
  /** Status -> shape and sentence. */
  readonly answers: Readonly<Record<number, readonly [ShapeName, string]>>;
}

/** 400: the request is not right. */
export const wrong = ['Problem', 'What is wrong, each fault with its field'] as const;
/** 404: of what is asked for by its name. */
export const unknown = ['Problem', 'There is no such thing'] as const;
/** 503: somebody was silent. */
export const later = ['Problem', 'AWS or SORACOM gave no answer in time; ask again'] as const;
/** 502: a permission is missing, or the AuthKey. */
export const refused = ['Problem', 'SORACOM or AWS refused what was asked'] as const;
/** 413: of every operation with a body. */
export const tooLarge = ['Problem', 'The body is larger than 64 KiB'] as const;

/** What a registration answers, if it was understood. */
export const registered = (shape: ShapeName, what: string) =>
  ({
    200: [shape, 'Registered anew'],
    201: [shape, `Registered; Location names ${what}`],
    400: wrong,
    413: tooLarge,
  }) as const;
