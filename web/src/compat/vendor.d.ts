// Packages that bring no types, as far as they are used here.
declare module 'underscore' {
  const underscore: Record<string, unknown>;
  export default underscore;
}

declare module 'twig/twig.min.js' {
  export interface Template {
    render(params?: object): string;
  }
  export interface Core {
    Templates: { registry: Record<string, Template | undefined> };
  }
  const Twig: {
    twig(options: object): Template;
    extend(fn: (core: Core) => void): void;
    extendFunction(name: string, fn: (...args: never[]) => unknown): void;
    extendFilter(name: string, fn: (value: never, args?: never[]) => unknown): void;
    cache(keep: boolean): void;
  };
  export default Twig;
}
