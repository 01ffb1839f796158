// The page's colours by the names that widgets use: `data-color-scheme` on the document, `--palette-…` in styles/controls.css.

/** Keeps the attribute right while the theme changes. */
export function followTheme(): void {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const theme = root.dataset['theme'];
    root.dataset['colorScheme'] = theme === 'dark' || (theme !== 'light' && system.matches) ? 'dark' : 'light';
  };
  apply();
  system.addEventListener('change', apply);
  new MutationObserver(apply).observe(root, { attributes: true, attributeFilter: ['data-theme'] });
}
