// What the host knows about an account and its widgets, as the server tells it. No jQuery here: everybody may import this.

/** A field of a settings form or of a trigger. `name` is a text already, in the language of the page. */
export interface HostedField {
  code: string;
  name: string;
  type: string;
  required: boolean;
}

/** The part of a widget in a trigger. */
export interface HostedPipelinePart {
  title: string | null;
  fields: HostedField[];
  action_multiple: boolean;
}

/** An installed widget. */
export interface HostedWidget {
  id: number;
  code: string;
  name: string;
  description: string;
  version: string;
  /** Where its files are, without a slash at the end. Changes with every change of the files. */
  path: string;
  is_active: boolean;
  has_script: boolean;
  init_once: boolean;
  /** As in the manifest: `lcard-1`, `settings`, … */
  locations: string[];
  fields: HostedField[];
  dp: HostedPipelinePart | null;
  advanced_title: string | null;
  /** Saved values of the installation. */
  settings: Record<string, unknown>;
  /** `install`, `not_configured` or `installed`. */
  status: string;
  /** Its texts in the language of the page. */
  langs: Record<string, unknown>;
  /** The OAuth client it is bound to. */
  client_uuid: string | null;
  support: { link: string | null; email: string | null };
}

/** A colleague. */
export interface HostedUser {
  id: number;
  name: string;
  email: string;
  is_admin: boolean;
}

/** All that pages with widgets need. */
export interface HostData {
  account: {
    id: number;
    name: string;
    subdomain: string;
    currency: string;
    language: string;
    time_zone: string;
    country: string;
  };
  user: HostedUser;
  users: HostedUser[];
  widgets: HostedWidget[];
  /** Which content policy the page must have been served with; see `policy.ts`. */
  policy: string;
}

/** What a widget did wrong. */
export interface Fault {
  widget: string;
  /** Name of the callback, or what else was going on. */
  during: string;
  message: string;
  stack: string;
}

/** The lead, contact or company that a card shows. */
export interface CurrentCard {
  entity: 'leads' | 'contacts' | 'companies';
  /** 0 for one that is not saved yet. */
  id: number;
  /** Live values by their name on the wire. */
  values: Record<string, unknown>;
  contacts?: CardContact[];
}

/** A contact of the open card. */
export interface CardContact {
  id: number;
  name: string;
  first_name: string;
  last_name: string;
  phones: string[];
  emails: string[];
}

/** A ticked row of a list. */
export interface SelectedRow {
  id: number;
  type: string;
  emails: string[];
  phones: string[];
}
