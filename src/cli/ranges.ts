/** Ascending whole numbers as clusters take them: 0-3,7,9-10. */
export function ranges(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < numbers.length; ) {
    const first = i;
    while (numbers[i + 1] === numbers[i] + 1) i++;
    parts.push(first === i ? `${numbers[i]}` : `${numbers[first]}-${numbers[i]}`);
    i++;
  }
  return parts.join(',');
}
