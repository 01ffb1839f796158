// The source of all texts, a part per area. Sentence case, verbs on buttons; say what happened, why, and what to do.
import { app } from './en/app';
import { integrations } from './en/integrations';
import { log } from './en/log';
import { automate } from './en/automate';
import { kit } from './en/kit';
import { leads } from './en/leads';
import { settings } from './en/settings';

export const en = { ...app, ...integrations, ...log, ...automate, ...kit, ...leads, ...settings } as const;
