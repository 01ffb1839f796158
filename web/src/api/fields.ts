// Tags and custom fields by number and name: what filters speak of.
import { client, settle, type Outcome } from './client';
import type { Named } from './types';

/** The names of a list of the compatible surface; a server that has no such list yet answers with a failure. */
async function named(path: string, key: string): Promise<Outcome<Named[]>> {
  const outcome = (await settle(client.GET(path as never, { params: { query: { limit: 250 } } } as never))) as Outcome<unknown>;
  if (!outcome.ok) {
    return outcome;
  }
  const page = outcome.value as { _embedded?: Record<string, Named[]> } | undefined;
  return { ok: true, value: (page?._embedded?.[key] ?? []).map(({ id, name }) => ({ id, name })) };
}

export const fields = {
  tags: () => named('/api/v4/leads/tags', 'tags'),
  customFields: () => named('/api/v4/leads/custom_fields', 'custom_fields'),
};
