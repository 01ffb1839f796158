// The chosen theme. `public/theme.js` reads the same memory before the first paint.
import { remember, remembered } from '../ui/memory';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const MEMORY = 'pipewright.theme';

class ThemeChoice {
  #theme: Theme = $state(THEMES.find((theme) => theme === remembered(MEMORY)) ?? 'system');

  get current(): Theme {
    return this.#theme;
  }

  choose(theme: Theme): void {
    this.#theme = theme;
    remember(MEMORY, theme);
    if (theme === 'system') {
      delete document.documentElement.dataset['theme'];
    } else {
      document.documentElement.dataset['theme'] = theme;
    }
  }
}

export const themeChoice = new ThemeChoice();
