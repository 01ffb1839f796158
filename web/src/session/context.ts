import { createContext } from 'svelte';
import type { Session } from '../api/types';

/** The session, for everything below the shell: a function, so that a change is seen. */
export const [useSession, provideSession] = createContext<() => Session>();
