/**
 * Exponential smoothing as TensorBoard draws it: s₀ = 0, sᵢ = w·sᵢ₋₁ + (1 − w)·xᵢ, shown sᵢ / (1 − wⁱ), so that the
 * first value is not pulled towards zero. Gaps stay gaps and do not count.
 */
export function smoothed(values: readonly number[], weight: number): number[] {
  if (weight <= 0) return [...values];
  let sum = 0;
  let left = 1;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    sum = weight * sum + (1 - weight) * value;
    left *= weight;
    return sum / (1 - left);
  });
}
