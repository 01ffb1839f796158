import type { Catalogue } from './catalogue';
import { app } from './pt/app';
import { automate } from './pt/automate';
import { kit } from './pt/kit';
import { leads } from './pt/leads';
import { settings } from './pt/settings';

export const pt: Catalogue = { ...app, ...automate, ...kit, ...leads, ...settings };
