import type { Catalogue } from './catalogue';
import { app } from './es/app';
import { kit } from './es/kit';

export const es: Catalogue = { ...app, ...kit };
