// A promise with its resolver beside it; `Promise.withResolvers` needs Node 22.

export interface Deferred<T> {
  readonly promise: Promise<T>;
  /** The first call decides. */
  readonly resolve: (value: T) => void;
}

export function deferred<T = void>(): Deferred<T> {
  const resolvers: ((value: T) => void)[] = [];
  const promise = new Promise<T>((settle) => resolvers.push(settle));
  return { promise, resolve: (value) => resolvers[0]?.(value) };
}
