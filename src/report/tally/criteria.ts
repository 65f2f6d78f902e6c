/** The three yields' criteria, which are columns of a row too. */
export const CRITERIA = ['stable', 'inRange', 'aligned'] as const;
