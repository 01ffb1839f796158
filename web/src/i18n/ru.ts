import type { Catalogue } from './catalogue';
import { app } from './ru/app';
import { kit } from './ru/kit';

export const ru: Catalogue = { ...app, ...kit };
