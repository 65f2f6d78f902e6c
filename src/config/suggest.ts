/** `; did you mean "tau"?` for the most similar of the known words, or what is known. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  if (meant !== undefined) return `; did you mean ${JSON.stringify(meant)}?`;
  return known.length === 0 ? '' : `; known here: ${known.join(', ')}`;
}

/** The word that such a hint names. */
export function meantBy(hint: string): string | undefined {
  const match = /; did you mean (".*")\?$/.exec(hint);
  return match ? JSON.parse(match[1]) : undefined;
}

/** The most similar of the known words, if it is similar at all. */
function nearest(word: string, known: readonly string[]): string | undefined {
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of known) {
    const enough = Math.max(2, Math.floor(candidate.length / 3));
    if (Math.abs(candidate.length - word.length) > enough) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= enough && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, substitution));
    }
    row = next;
  }
  return row[b.length];
}
