import 'aws-sdk-client-mock-vitest/extend';
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

// As src/lambda/lambda.ts, src/sandbox/sandbox.ts and src/cli/main.ts do: tests also parse without them.
z.config(en());
