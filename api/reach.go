package api

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// How long telling a webhook may take, and how much of its answer is read.
const (
	hookTime   = 15 * time.Second
	hookAnswer = 64 << 10
)

// errPrivate says that a webhook's host has an address where nobody else's
// program may be reached.
var errPrivate = errors.New("the address is private, of this machine or of a provider's own services; barometer serve --webhooks-private allows it")

// reserved are the networks that are not the public internet, beside those that
// net/netip knows (IANA's special-purpose registries, RFC 6890), and those
// through which one of these could be meant.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // carriers' NAT, and metadata of one provider
	netip.MustParsePrefix("168.63.129.16/32"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), // 6to4: holds an IPv4 address
	netip.MustParsePrefix("3fff::/20"),
}

// globalUnicast is what of IPv6 is given out to the public.
var globalUnicast = netip.MustParsePrefix("2000::/3")

// public reports whether an address is one of the public internet.
func public(address netip.Addr) bool {
	address = address.Unmap()
	if !address.IsGlobalUnicast() || address.IsPrivate() || address.Is6() && !globalUnicast.Contains(address) {
		return false
	}
	for _, network := range reserved {
		if network.Contains(address) {
			return false
		}
	}
	return true
}

// onlyPublic refuses a connection to an address that is not public. It sees the
// address that is dialled, whatever its name said before or says afterwards.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	dialled, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("dial %s: %w", address, err)
	}
	if !public(dialled.Addr().WithZone("")) {
		return errPrivate
	}
	return nil
}

// hookClient is the client that tells webhooks: it follows no redirect, uses no
// proxy, and reaches private addresses only where that is allowed.
func hookClient(private bool) *http.Client {
	dialer := &net.Dialer{Timeout: hookTime}
	if !private {
		dialer.Control = onlyPublic
	}
	return &http.Client{
		Timeout:       hookTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: hookTime, ResponseHeaderTimeout: hookTime,
			MaxResponseHeaderBytes: hookAnswer, DisableKeepAlives: true,
		},
	}
}
