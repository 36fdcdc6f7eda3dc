// A self-signed certificate for `localhost` and its key, for tests of refused TLS connections.
// Made by: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost

export const SELF_SIGNED = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBlDCCATugAwIBAgIUOtwjcgRmVkYCG12lfiORY9gQbXQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTA3MzE0MloYDzIxMjYxMTAx
MDczMTQyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQMxXYEUzBKveht3I3YyskwEyaMAmwxD3LNEw0idY+AYXSMRbPD7JmA
GJBF/lk2JjnucstIaohhfWbPtlpmQfQ8o2kwZzAdBgNVHQ4EFgQU1pYWmU+jijJe
pCW4DGEull1ayDUwHwYDVR0jBBgwFoAU1pYWmU+jijJepCW4DGEull1ayDUwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
RwAwRAIgAN+GyxUsq61oUTQJ7OpWNdVNj4P9eA7xgZgD78IUik8CIERwRjXBMdoG
XUYwVaO6GGn4ig9W/nIvvxdAenW0d2ag
-----END CERTIFICATE-----`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgYdYYcW/GDTZKRQfF
/eZGMfX24f+D58ypbaG4VBL2TYuhRANCAAQMxXYEUzBKveht3I3YyskwEyaMAmwx
D3LNEw0idY+AYXSMRbPD7JmAGJBF/lk2JjnucstIaohhfWbPtlpmQfQ8
-----END PRIVATE KEY-----`,
};
