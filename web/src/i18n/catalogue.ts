// The types of message catalogues. English is the source: its keys are all keys, its placeholders all placeholders.
import type { en } from './en';

export type PluralCategory = Intl.LDMLPluralRule;
/** One text, or one per plural category; `{name}` is a placeholder, and `{count}` chooses the category. */
export type Message = string | Plural;
export type Plural = { readonly other: string } & Readonly<Partial<Record<PluralCategory, string>>>;

export type MessageKey = keyof typeof en;
/** A catalogue in another language: every key, and a plural exactly where English has one. */
export type Catalogue = { readonly [Key in MessageKey]: (typeof en)[Key] extends string ? string : Plural };

type PlaceholdersOf<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | PlaceholdersOf<Rest> : never;
type TextOf<Of> = Of extends string ? Of : Of extends { other: infer Other extends string } ? Other : never;
type NamesIn<Key extends MessageKey> = PlaceholdersOf<TextOf<(typeof en)[Key]>>;
/** What a message must be given; nothing when it has no placeholder. `count` is a number, so that it can be counted. */
export type Arguments<Key extends MessageKey> = [NamesIn<Key>] extends [never]
  ? []
  : [{ [Name in NamesIn<Key>]: Name extends 'count' ? number : string | number }];

/** The messages that need nothing: for labels kept in tables. */
export type PlainKey = { [Key in MessageKey]: Arguments<Key> extends [] ? Key : never }[MessageKey];
