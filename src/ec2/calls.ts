import { awsFault, hasCode } from './faults.ts';

interface Page {
  readonly NextToken?: string | undefined;
}

/** Runs a call of EC2; an error code that is an answer gives that answer, any other is thrown as our error. */
export type Ec2Call = <T, A = never>(
  operation: string,
  answer: Promise<T>,
  expected?: Readonly<Record<string, A>>,
) => Promise<T | A>;

/** How calls are made in one account and Region. */
export interface Ec2Calls {
  readonly call: Ec2Call;
  /** All pages of a call that lists something. */
  pages<P extends Page>(operation: string, ask: (from: { NextToken?: string }) => Promise<P>): Promise<P[]>;
}

/** The calls of a client in one account and Region, which errors name. */
export function ec2Calls(where: { readonly accountId: string; readonly region: string }): Ec2Calls {
  const call: Ec2Call = async (operation, answer, expected = {}) => {
    try {
      return await answer;
    } catch (error) {
      const code = Object.keys(expected).find((name) => hasCode(error, name));
      if (code !== undefined) return expected[code] as never;
      throw awsFault({ service: 'EC2', operation, ...where }, error);
    }
  };
  return {
    call,
    async pages(operation, ask) {
      const found = [];
      let from: string | undefined;
      do {
        const page = await call(operation, ask(from ? { NextToken: from } : {}));
        found.push(page);
        from = page.NextToken;
      } while (from);
      return found;
    },
  };
}
