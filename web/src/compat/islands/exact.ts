// A text input drops line breaks, yet widgets keep texts of several lines in one that they hide.

const native = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value') as Required<
  Pick<PropertyDescriptor, 'get' | 'set'>
>;

/** Lets an input give back exactly what was put into it, by `value` and so by jQuery's `val` too. */
export function keepExact(input: HTMLInputElement, value: string): void {
  let [exact, shown] = ['', ''];
  Object.defineProperty(input, 'value', {
    configurable: true,
    get() {
      const now = native.get.call(input) as string;
      return now === shown ? exact : now; // The user typed since.
    },
    set(text: unknown) {
      exact = text === null || text === undefined ? '' : String(text);
      native.set.call(input, exact);
      shown = native.get.call(input) as string;
    },
  });
  input.value = value;
}
