// The markers that texts and addresses may hold, with a value to imagine. Names are the server's.
export interface Placeholder {
  path: string;
  sample: string;
}

export const PLACEHOLDERS: readonly { group: 'lead' | 'contact' | 'company' | 'other'; items: readonly Placeholder[] }[] = [
  {
    group: 'lead',
    items: [
      { path: 'lead.id', sample: '1042' },
      { path: 'lead.name', sample: 'Website redesign' },
      { path: 'lead.price', sample: '900' },
      { path: 'lead.responsible.name', sample: 'Ana Ruiz' },
      { path: 'lead.responsible.email', sample: 'ana@example.com' },
      { path: 'lead.status_id', sample: '142' },
      { path: 'lead.pipeline_id', sample: '7' },
    ],
  },
  {
    group: 'contact',
    items: [
      { path: 'contact.name', sample: 'Tom Weber' },
      { path: 'contact.first_name', sample: 'Tom' },
      { path: 'contact.last_name', sample: 'Weber' },
      { path: 'contact.responsible.name', sample: 'Ana Ruiz' },
    ],
  },
  { group: 'company', items: [{ path: 'company.id', sample: '55' }, { path: 'company.name', sample: 'Acme' }] },
  {
    group: 'other',
    items: [
      { path: 'profile.name', sample: 'Ana Ruiz' },
      { path: 'current_date', sample: '24.11.2026' },
      { path: 'rand', sample: 'k3x9…' },
      { path: 'short_rand_num', sample: '4821' },
    ],
  },
];

/** A text with a marker put in place of what is selected, and where the caret stands afterwards. */
export function inserted(text: string, from: number, to: number, path: string): { text: string; caret: number } {
  const marker = `{{${path}}}`;
  return { text: text.slice(0, from) + marker + text.slice(to), caret: from + marker.length };
}
