import type { Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { CanalError } from '../../src/canal/errors.ts';
import { installation } from '../../src/lambda/installation.ts';
import { type Doors, lambda } from '../../src/lambda/lambda.ts';
import type { LogLine, Opening, Surroundings } from '../../src/lambda/surroundings.ts';

const environment = {
  CANAL_STACK: '111111111111/ap-northeast-1/dev',
  CANAL_TABLE: 'canal-dev',
  CANAL_SORACOM_SECRET: 'canal/dev/soracom',
  AWS_REGION: 'ap-northeast-1',
};
const context = { awsRequestId: 'request-1', functionName: 'greet-sim' } as unknown as Context;
const never = new Promise<never>(() => undefined);

function surroundings(change: Partial<Surroundings> = {}): { lines: LogLine[]; around: Surroundings } {
  const lines: LogLine[] = [];
  return {
    lines,
    around: {
      environment,
      now: () => 42,
      log: (line) => lines.push(line),
      fetch: () => Promise.reject(new Error('nobody is asked')),
      ...change,
    },
  };
}

const GreetSim = {
  step: 'greet-sim',
  input: z.strictObject({ name: z.string(), times: z._default(z.int(), 1) }),
  output: z.strictObject({ greeting: z.string() }),
  example: { name: 'secret-name' },
};

interface Ports {
  readonly greeter: { greet(name: string): string };
}

const greeter = (): Ports['greeter'] => ({ greet: (name) => `hello ${name}` });

function handlerOf(
  run: (input: z.output<typeof GreetSim.input>, ports: Ports & { now: () => number }) => Promise<{ greeting: string }>,
  doors: Doors<Ports> = { greeter },
) {
  return lambda(GreetSim, run, doors);
}

const greeting = handlerOf(async ({ name, times }, ports) => ({
  greeting: `${ports.greeter.greet(name)} ${times} at ${ports.now()}`,
}));

describe('A handler', () => {
  test('gives the step its parsed input, its ports and the time, and answers what the step gives', async () => {
    const { around } = surroundings();
    expect(await greeting.bind(around)({ name: 'sim' }, context, never)).toEqual({ greeting: 'hello sim 1 at 42' });
  });

  test('logs that it started and completed, with the request and nothing of the event', async () => {
    const { around, lines } = surroundings();
    await greeting.bind(around)({ name: 'secret-name' }, context, never);
    expect(lines).toEqual([
      { level: 'info', code: 'GREET_SIM_STARTED', requestId: 'request-1' },
      { level: 'info', code: 'GREET_SIM_COMPLETED', requestId: 'request-1' },
    ]);
  });

  test('logs a failure by name and message, and throws the error as it is', async () => {
    const error = new CanalError('NotFound', 'There is no such SIM.');
    const { around, lines } = surroundings();
    await expect(
      handlerOf(() => Promise.reject(error)).bind(around)({ name: 'secret-name' }, context, never),
    ).rejects.toBe(error);
    expect(lines).toEqual([
      { level: 'info', code: 'GREET_SIM_STARTED', requestId: 'request-1' },
      {
        level: 'error',
        code: 'GREET_SIM_FAILED',
        requestId: 'request-1',
        error: 'NotFound',
        message: 'There is no such SIM.',
      },
    ]);
  });

  test.each([
    [null, 'the event: '],
    ['a text', 'the event: '],
    [{}, 'name: '],
    [{ name: 7, times: 'x' }, 'name: '],
    [{ name: 'x', extra: 1 }, 'the event: '],
  ])('refuses the event %o as InvalidInput, before the step runs', async (event, where) => {
    const { around, lines } = surroundings();
    const bound = handlerOf(() => Promise.reject(new Error('it ran'))).bind(around);
    const error = await bound(event, context, never).catch((thrown: unknown) => thrown as CanalError);
    expect(error).toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining(`The input of greet-sim is not right: ${where}`),
    });
    expect(lines.at(-1)).toMatchObject({ code: 'GREET_SIM_FAILED', error: 'InvalidInput' });
  });

  test('tells all that is wrong with an event', async () => {
    const bound = greeting.bind(surroundings().around);
    await expect(bound({ name: 7, times: 'x' }, context, never)).rejects.toThrow(/name: .*; times: /);
  });

  test('an output that the contract refuses is a bug, and surfaces as one', async () => {
    const { around, lines } = surroundings();
    const wrong = handlerOf(async () => ({ greeting: 7 }) as never).bind(around);
    await expect(wrong({ name: 'x' }, context, never)).rejects.toBeInstanceOf(z.core.$ZodError);
    expect(lines.at(-1)).toMatchObject({ code: 'GREET_SIM_FAILED', error: '$ZodError' });
  });
});

describe('Settings', () => {
  test('that are wrong are told all at once, by each call anew', async () => {
    const { around, lines } = surroundings({ environment: { CANAL_STACK: 'x' } });
    const bound = greeting.bind(around);
    for (let calls = 1; calls <= 2; calls += 1) {
      const error = await bound({ name: 'x' }, context, never).catch((thrown: unknown) => thrown as CanalError);
      expect(error).toMatchObject({ name: 'InvalidSettings' });
      for (const name of ['CANAL_STACK', 'CANAL_TABLE', 'CANAL_SORACOM_SECRET', 'AWS_REGION']) {
        expect((error as Error).message).toContain(`- ${name}: `);
      }
    }
    expect(lines.map(({ code }) => code)).toEqual([
      'GREET_SIM_STARTED',
      'GREET_SIM_FAILED',
      'GREET_SIM_STARTED',
      'GREET_SIM_FAILED',
    ]);
  });

  test('reach a step that asks for them', () => {
    const { around } = surroundings();
    const seen: unknown[] = [];
    const handler = lambda(
      GreetSim,
      async (_, { installation: given }: { installation: ReturnType<typeof installation> }) => {
        seen.push(given);
        return { greeting: given.stack };
      },
      { installation },
    );
    return handler
      .bind(around)({ name: 'x' }, context, never)
      .then((answer) => {
        expect(answer).toEqual({ greeting: '111111111111/ap-northeast-1/dev' });
        expect(seen).toEqual([
          {
            stack: '111111111111/ap-northeast-1/dev',
            coverage: 'japan',
            soracomAccountId: undefined,
            vpgExpectedSeconds: 180,
            sweepFailedHours: 72,
            sweepRemoves: false,
          },
        ]);
      });
  });
});

describe('Surroundings', () => {
  test('of two bindings stay apart, and each opens its doors once', async () => {
    const opened: Opening[] = [];
    const handler = handlerOf(
      async ({ name }, { greeter: port, now }) => ({ greeting: `${port.greet(name)} ${now()}` }),
      {
        greeter: (opening) => {
          opened.push(opening);
          return { greet: (name) => `${opening.settings.table} ${name}` };
        },
      },
    );
    const one = surroundings();
    const two = surroundings({ environment: { ...environment, CANAL_TABLE: 'canal-two' }, now: () => 7 });
    const [first, second] = [handler.bind(one.around), handler.bind(two.around)];
    expect(await first({ name: 'a' }, context, never)).toEqual({ greeting: 'canal-dev a 42' });
    expect(await second({ name: 'b' }, context, never)).toEqual({ greeting: 'canal-two b 7' });
    expect(await first({ name: 'c' }, context, never)).toEqual({ greeting: 'canal-dev c 42' });
    expect(opened.map(({ settings }) => settings.table)).toEqual(['canal-dev', 'canal-two']);
    expect(one.lines).toHaveLength(4);
    expect(two.lines).toHaveLength(2);
  });

  test('hand fetch and request handler through to the doors, but not the environment', async () => {
    const requestHandler = { handle: () => never } as unknown as NonNullable<Surroundings['requestHandler']>;
    const { around } = surroundings({ requestHandler });
    let seen: Opening | undefined;
    const handler = handlerOf(async () => ({ greeting: '' }), {
      greeter: (opening) => {
        seen = opening;
        return greeter();
      },
    });
    await handler.bind(around)({ name: 'x' }, context, never);
    expect(seen?.fetch).toBe(around.fetch);
    expect(seen?.requestHandler).toBe(requestHandler);
    expect(seen).not.toHaveProperty('environment');
  });

  test('are all that a bound handler reads: the process is left alone', async () => {
    const { around } = surroundings();
    const untouchable = new Proxy({} as NodeJS.ProcessEnv, {
      get: (_, name) => {
        throw new Error(`process.env.${String(name)} was read`);
      },
      has: () => {
        throw new Error('process.env was asked');
      },
      ownKeys: () => {
        throw new Error('process.env was listed');
      },
    });
    const real = process.env;
    let working: Promise<unknown>;
    try {
      process.env = untouchable;
      working = greeting.bind(around)({ name: 'sim' }, context, never);
      await working;
    } finally {
      process.env = real;
    }
    expect(await working).toEqual({ greeting: 'hello sim 1 at 42' });
  });
});

describe('A deadline', () => {
  test('ends the step with an error of ours, and its FAILED line', async () => {
    const { around, lines } = surroundings();
    const { promise: deadline, reject: end } = Promise.withResolvers<never>();
    const working = handlerOf(() => never).bind(around)({ name: 'x' }, context, deadline);
    end(new Error('out of time'));
    await expect(working).rejects.toMatchObject({
      name: 'StepTimedOut',
      message: 'greet-sim had no answer in time; it is safe to run again.',
    });
    expect(lines.at(-1)).toMatchObject({ code: 'GREET_SIM_FAILED', error: 'StepTimedOut' });
  });

  test('that ends after the step has answered changes nothing, and is no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    try {
      const { around } = surroundings();
      const { promise: deadline, reject: end } = Promise.withResolvers<never>();
      const answer = await greeting.bind(around)({ name: 'sim' }, context, deadline);
      end(new Error('out of time'));
      await new Promise((next) => setImmediate(next));
      expect(answer).toEqual({ greeting: 'hello sim 1 at 42' });
    } finally {
      process.off('unhandledRejection', listen);
    }
    expect(unhandled).toEqual([]);
  });
});

describe('On AWS', () => {
  const onAws = { ...context, getRemainingTimeInMillis: () => 510 } as unknown as Context;

  /** Runs with the process's environment changed, and puts it back; Powertools writes its lines through console. */
  async function inProcess<T>(change: Record<string, string>, run: () => Promise<T>): Promise<T> {
    const real = process.env;
    try {
      process.env = { ...real, ...change, POWERTOOLS_LOG_LEVEL: 'SILENT' };
      return await run();
    } finally {
      process.env = real;
    }
  }

  test('it stands in the process', async () => {
    const handler = handlerOf(async ({ name }, { now }) => ({ greeting: `${name} ${typeof now()}` }));
    const answer = await inProcess(environment, () => handler({ name: 'sim' }, onAws));
    expect(answer).toEqual({ greeting: 'sim number' });
  });

  test('it gives up half a second before Lambda would end it', async () => {
    const handler = handlerOf(() => never);
    await expect(inProcess(environment, () => handler({ name: 'sim' }, onAws))).rejects.toMatchObject({
      name: 'StepTimedOut',
    });
  });
});
