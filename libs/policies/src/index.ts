export { applyPolicy, type Applied, type PolicyWish } from './apply-policy.js';
export { PolicyBook, type FirmPolicies } from './policy-book.js';
export { policyChanges, type PolicyChange } from './policy-changes.js';
export { readPolicyFile, writePolicyFile, type FileFault, type ReadPolicy } from './policy-file.js';
