import * as z from 'zod/mini';
import { AccountRegistration } from '../canal/account.ts';
import { DnsHostRegistration } from '../canal/dns/host.ts';
import { Network } from '../canal/network.ts';
import { RateWish } from '../canal/rate-wish.ts';
import { answerShapes } from './answer-shapes.ts';
import { toldOperations } from './open-api-operations.ts';
import { SweepRequest } from './sweep.ts';
import type { ShapeName, ToldOperation } from './told-operation.ts';

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of this API: its schemas are made from those that requests are read with. */
export function openApi(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [key, operation] of Object.entries(toldOperations)) {
    const [method = '', path = ''] = key.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: told(key, path, operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'SORACOM Canal networks',
      version: '1',
      description: 'Starts networks, tells how they stand, and keeps the accounts that own VPCs.',
    },
    security: [{ sigv4: [] }],
    paths,
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'AWS Signature Version 4, service execute-api.',
        },
      },
      schemas: {
        ...Object.fromEntries(Object.entries(answerShapes).map(([name, shape]) => [name, schemaOf(shape, 'output')])),
        Network: schemaOf(Network, 'input'),
        AccountRegistration: schemaOf(AccountRegistration, 'input'),
        SweepRequest: schemaOf(SweepRequest, 'input'),
        RateWish: schemaOf(RateWish, 'input'),
        DnsHostRegistration: schemaOf(DnsHostRegistration, 'input'),
      },
    },
  };
}

function schemaOf(shape: z.ZodMiniType, io: 'input' | 'output'): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io });
  return schema;
}

const refTo = (name: ShapeName): Json => ({ $ref: `#/components/schemas/${name}` });

function told(
  key: string,
  path: string,
  { summary, paged, query, flags, body, bodyExample, answers }: ToldOperation,
): Json {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const cursor = { name: 'cursor', in: 'query', description: 'Of an earlier answer.', schema: { type: 'string' } };
  const texts = Object.entries(query ?? {}).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(flags ?? {}).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'boolean', default: false },
  }));
  const parameters = [...inPath, ...(paged ? [cursor] : []), ...texts, ...inQuery];
  return {
    operationId: key.replaceAll(/[^A-Za-z]+(\w)?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? ''),
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: refTo(body), example: bodyExample } },
          },
        }
      : {}),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, [shape, description]]) => {
        const type = shape === 'Problem' ? 'application/problem+json' : 'application/json';
        return [status, { description, content: { [type]: { schema: refTo(shape) } } }];
      }),
    ),
  };
}
