/**
 * Whether a call can have been made then: AWS began to keep such records in 2013 (CloudTrail document history). A
 * damaged record may bring a year of another era, and one of them must not stretch a whole window.
 * @param at milliseconds; not a number where there is no time
 */
export const isPlausible = (at: number): boolean => at >= Date.UTC(2013) && at < Date.UTC(2100);
