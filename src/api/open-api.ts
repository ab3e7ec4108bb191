import * as z from 'zod/mini';
import { AccountRegistration } from '../canal/account.ts';
import { DnsHostRegistration } from '../canal/dns/host.ts';
import { Network } from '../canal/network.ts';
import { RateWish } from '../canal/rate-wish.ts';
import { answerShapes } from './answer-shapes.ts';
import { toldOperations } from './open-api-operations.ts';
import { SweepRequest } from './sweep.ts';
import { alsoOfGateway, everyAnswer, type ShapeName, type ToldOperation } from './told-operation.ts';

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
    security: [{ sigv4: [] }, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'AWS Signature Version 4, service execute-api.',
        },
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'In the place of signatures, where the deployment names an issuer of tokens (jwtIssuer).',
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
  { summary, paged, query, flags, body, bodyExample, located, csv, answers }: ToldOperation,
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
      Object.entries({ ...everyAnswer, ...answers }).map(([status, [shape, description]]) => [
        status,
        toldAnswer(Number(status), shape, description, { located, csv }),
      ]),
    ),
  };
}

const text = { schema: { type: 'string' } };

function toldAnswer(
  status: number,
  shape: ShapeName,
  description: string,
  { located, csv }: { located: true | undefined; csv: true | undefined },
): Json {
  const ofGateway = { 'application/json': { schema: refTo('GatewayMessage') } };
  if (shape === 'GatewayMessage') return { description, content: ofGateway };
  const done = status < 300;
  return {
    description,
    headers: {
      'canal-stack': { description: 'account/Region/stage of the installation that answers.', ...text },
      ...(located && done ? { location: { description: 'The path of what was asked for.', ...text } } : {}),
    },
    content: {
      [shape === 'Problem' ? 'application/problem+json' : 'application/json']: { schema: refTo(shape) },
      ...(csv && done ? { 'text/csv': text } : {}),
      ...(alsoOfGateway.includes(status) ? ofGateway : {}),
    },
  };
}
