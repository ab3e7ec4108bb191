import type { Answer } from './api-client.ts';

/** The pages of a list, asked one after the other until one has no cursor. */
export async function allPages<Page extends { readonly cursor?: string | undefined }>(
  ask: (cursor: string | undefined) => Promise<Answer<Page>>,
): Promise<Answer<Page>[]> {
  const pages: Answer<Page>[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(cursor);
    pages.push(page);
    cursor = page.read.cursor;
  } while (cursor !== undefined);
  return pages;
}
