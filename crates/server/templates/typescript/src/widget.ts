// What the page lends to a widget. Not all of it: add what you use.

/** The values of the settings, and what the page knows of the widget. */
export interface Settings {
  widget_code: string;
  version: string;
  path: string;
  greeting?: string;
}

export interface Callbacks {
  render(): boolean;
  init(): boolean;
  bind_actions(): boolean;
  settings(modal?: unknown): void;
  dpSettings(): void;
  onSave(form?: { active: string; fields: Record<string, unknown> }): boolean | Promise<boolean>;
  destroy(): void;
}

export interface Widget {
  callbacks: Callbacks;
  /** Where the widget is shown: `lcard`, `settings`, `digital_pipeline` and others. */
  system(): { area: string; subdomain: string };
  get_settings(): Settings;
  /** A text, or a branch of texts, of the language of the user. */
  i18n(path: string): unknown;
  render_template(parts: { caption: { class_name: string; html: string }; body: string; render: string }): void;
}
