/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mqtt/explain.h"

#include <mosquitto.h>
#include <string.h>

/* What a broker may answer: MQTT 3.1.1, 3.2.2.3 */
enum
{
  ANSWER_NOT_THIS_VERSION = 1,
  ANSWER_NOT_THIS_ID = 2,
  ANSWER_NOT_NOW = 3,
  ANSWER_WRONG_PASSWORD = 4,
  ANSWER_NOT_ALLOWED = 5,
};

static char *
explain_answer (int answer, const GlsMqttSettings *settings)
{
  switch (answer) {
    case ANSWER_NOT_THIS_VERSION:
      return g_strdup ("the broker does not speak MQTT 3.1.1");
    case ANSWER_NOT_THIS_ID:
      return g_strdup ("the broker does not accept the client id");
    case ANSWER_NOT_NOW:
      return g_strdup ("the broker is not ready");
    case ANSWER_WRONG_PASSWORD:
    case ANSWER_NOT_ALLOWED:
      if (settings->user == NULL)
        return g_strdup ("the broker lets nobody in without a user and a "
                         "password, or not everybody");
      return g_strdup_printf ("the broker does not accept the user “%s” with "
                              "this password",
          settings->user);
    default:
      return g_strdup_printf ("the broker refuses the connection (%d)", answer);
  }
}

/* OpenSSL's errors are known by their words alone; the part of them that is for
 * people stands behind the last colon. */
static char *
explain_tls (const char *log, gboolean *is_final)
{
  const char *colon = strrchr (log, ':');

  *is_final = TRUE;
  if (strstr (log, "certificate verify failed") != NULL)
    return g_strdup ("the broker's certificate is not signed by anybody who is "
                     "trusted, or is of another name");
  if (strstr (log, "wrong version number") != NULL
      || strstr (log, "unexpected eof") != NULL)
    return g_strdup ("the broker does not speak TLS there: its address may be "
                     "mqtt:// and not mqtts://");
  if (strstr (log, "certificate required") != NULL
      || strstr (log, "handshake failure") != NULL)
    return g_strdup ("the broker wants to see a certificate");
  *is_final = strstr (log, "alert") != NULL || strstr (log, "load") != NULL;
  return g_strdup_printf ("TLS fails:%s", colon != NULL ? colon + 1 : log);
}

static char *
explain_end (const GlsMqttFailure *failure, const GlsMqttAddress *address)
{
  switch (failure->rc) {
    case MOSQ_ERR_ERRNO:
      return g_strdup_printf ("%s: %s",
          failure->was_accepted ? "the connection is lost"
                                : "no connection could be made",
          g_strerror (failure->number));
    case MOSQ_ERR_EAI:
    case MOSQ_ERR_LOOKUP:
      return g_strdup_printf ("the host “%s” cannot be found", address->host);
    case MOSQ_ERR_KEEPALIVE:
      return g_strdup ("the broker has fallen silent");
    case MOSQ_ERR_TIMEOUT:
      return g_strdup ("the broker does not answer");
    case MOSQ_ERR_CONN_LOST:
    case MOSQ_ERR_NO_CONN:
      return g_strdup (failure->was_accepted
              ? "the broker has closed the connection"
              : "the broker closes the connection before it answers");
    default:
      return g_strdup_printf ("the connection fails: %s",
          mosquitto_strerror (failure->rc));
  }
}

void
gls_mqtt_explain (const GlsMqttFailure *failure, const GlsMqttAddress *address,
    const GlsMqttSettings *settings, GError **error)
{
  gboolean is_final = FALSE;
  g_autofree char *sentence = NULL;

  if (failure->answer != 0) {
    sentence = explain_answer (failure->answer, settings);
    is_final = failure->answer != ANSWER_NOT_NOW;
  } else if (address->is_encrypted && failure->log != NULL)
    sentence = explain_tls (failure->log, &is_final);
  else
    sentence = explain_end (failure, address);
  g_set_error_literal (error, GLS_ERROR,
      is_final ? GLS_ERROR_INVALID_SPEC : GLS_ERROR_IO, sentence);
}
