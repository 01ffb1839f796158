import type { Catalogue } from './catalogue';
import { app } from './pt/app';
import { kit } from './pt/kit';

export const pt: Catalogue = { ...app, ...kit };
