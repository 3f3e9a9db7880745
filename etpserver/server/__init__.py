"""How HTTP reaches Django: granian speaks HTTP, the adapter turns its requests into WSGI calls.

What Django finds in the environ (`request.META`) beside PEP 3333:

- `REMOTE_ADDR` and `REMOTE_PORT`: the other end of the connection, as the kernel knows it; headers
  such as `X-Forwarded-For` are not looked at. The port tells two clients of one machine apart.
- `etp.body_too_large`: the body was beyond the limit, and is not there.
- `etp.plan`: a `Plan`, fresh for each request. A middleware or a view sets in it how the answer is
  to go out; what it does not set changes nothing::

      from etpserver.server.plans import Dribble, EventSource, can_cut, event, plan_of

      def middleware(request):
          plan = plan_of(request.META)
          if plan is None:  # another WSGI server, or Django's test client
              return get_response(request)
          plan.delay_s = 0.25                     # the finished answer waits
          plan.dribble = Dribble(100, pause_s=1)  # 100 bytes, a second, 100 bytes ..
          if can_cut():                           # elsewhere than on Linux: say 501
              plan.ending = "truncate"            # or "reset", "empty"; "hang" works everywhere
          plan.on_sent.append(note_the_end)       # on a thread, when all is over
          return get_response(request)

  An answer of server-sent events::

      def events(request):
          source = EventSource()
          subscribers.add(source)
          source.on_close(lambda: subscribers.discard(source))
          plan_of(request.META).events = source
          return HttpResponse(content_type="text/event-stream")

      def publish(text):  # from any thread; never waits
          for source in list(subscribers):
              source.put(event(text, name="punch"))

The plan is read once, when the application has returned its response. The view has then run, and a
streaming body of an answer with a plan has been made to its end on the view's thread; the response
is closed before the wait begins, so neither thread nor database connection is held. Tests hand a
plan to a view through Django's client: `client.get(path, **{"etp.plan": plan})`.
"""
