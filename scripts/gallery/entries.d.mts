/** Every page of the gallery. */
export const ENTRIES: readonly { readonly name: string }[];
