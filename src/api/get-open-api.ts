import type { Answer } from './problems.ts';

/** GET /openapi.json: the OpenAPI document of this API. */
export async function getOpenApi(): Promise<Answer> {
  // Loaded here, because nothing else needs the shapes of all answers.
  const { openApi } = await import('./open-api.ts');
  return { status: 200, body: openApi() };
}
