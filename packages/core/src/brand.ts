// Nominal types over plain values: the one place where `as` is allowed to make a brand.

declare const brand: unique symbol;

/** `Base` that only the brand's own constructor makes, so that a metre is never passed for a second. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
