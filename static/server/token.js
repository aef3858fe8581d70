const KEY = "exstreamtv.admin-token";

/** The admin token of this browser tab, or null. It is forgotten with the tab. */
export function adminToken() {
  return sessionStorage.getItem(KEY);
}

/** @param {string} token */
export function keepAdminToken(token) {
  sessionStorage.setItem(KEY, token);
}

/** The header that proves who asks; empty without a token. @returns {Record<string, string>} */
export function authorization() {
  const token = adminToken();
  return token ? { authorization: `Bearer ${token}` } : {};
}
