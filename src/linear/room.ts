/** Norms are computed with roundings; what is proved by them has this much room, relative. */
export const ROOM = 1e-9;
