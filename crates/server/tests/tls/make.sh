#!/bin/sh
# Makes the certificates beside this file anew: an authority that no system trusts, and three servers' keys and
# certificates signed by it (right, expired, for another name). For tests only; the keys are public.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
openssl ecparam -name prime256v1 -genkey -noout -out "$work/ca.key"
openssl req -x509 -new -key "$work/ca.key" -sha256 -days 36500 -subj "/CN=test authority" \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign" -out ca.pem
openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out key.pem
touch "$work/index"
sign() { # file name start end
    openssl req -new -key key.pem -subj "/CN=$2" -out "$work/csr"
    printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/index\nnew_certs_dir=%s\nrand_serial=yes\nunique_subject=no\npolicy=p\ndefault_md=sha256\nx509_extensions=e\n[p]\ncommonName=supplied\n[e]\nsubjectAltName=DNS:%s\nbasicConstraints=CA:FALSE\n' \
        "$work" "$work" "$2" > "$work/conf"
    openssl ca -batch -notext -config "$work/conf" -cert ca.pem -keyfile "$work/ca.key" -in "$work/csr" \
        -startdate "$3" -enddate "$4" -out "$1.pem"
}
sign right hooks.test 20250101000000Z 21250101000000Z
sign expired hooks.test 20240101000000Z 20250101000000Z
sign other other.test 20250101000000Z 21250101000000Z
