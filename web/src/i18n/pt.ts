import type { Catalogue } from './catalogue';
import { app } from './pt/app';
import { kit } from './pt/kit';
import { leads } from './pt/leads';

export const pt: Catalogue = { ...app, ...kit, ...leads };
