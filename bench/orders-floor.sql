-- The rows and the commits of an order as plain functions: what PostgreSQL alone takes for them. Each function is one
-- commit: the key is claimed, the provider answers (the test provider's memory is a table too), what it said is written
-- down, and the order is placed.
CREATE FUNCTION floor_claim(workspace uuid, cart_of uuid, OUT attempt uuid, OUT pay uuid) LANGUAGE plpgsql AS $$
DECLARE amount_of bigint;
BEGIN
  PERFORM set_config('app.workspace_id', workspace::text, true);
  attempt := gen_random_uuid();
  pay := gen_random_uuid();
  SELECT sum(l.quantity * v.price) INTO amount_of FROM cart_line l
  JOIN product_variant v ON v.workspace_id = workspace AND v.id = l.variant_id
  WHERE l.workspace_id = workspace AND l.cart_id = cart_of;
  INSERT INTO order_attempt (workspace_id, id, idempotency_key, request_hash, cart_id, cart_version, request, quote,
                             origin, state, payment_id, lease_id, leased_until, due_at, expires_at)
  VALUES (workspace, attempt, attempt::text, decode(repeat('00', 32), 'hex'), cart_of, 1,
          '{"email": "buyer@example.com", "discountCode": null, "billingAddress": null, "shippingAddress": null}',
          jsonb_build_object('lines', jsonb_build_array(jsonb_build_object('sku', 'sku', 'quantity', 1,
            'productTitle', 'A product', 'variantTitle', 'Default')), 'total', amount_of, 'currencyCode', 'EUR'),
          '{"actor": {"kind": "anonymous"}}', 'claimed', pay, gen_random_uuid(), now() + interval '15 s',
          now() + interval '15 s', now() + interval '15 min');
  INSERT INTO payment (workspace_id, id, reference, provider, token, email, amount, currency_code, due_at)
  VALUES (workspace, pay, attempt, 'test', 'tok_ok', 'buyer@example.com', amount_of, 'EUR', now() + interval '5 min');
  PERFORM floor_log(workspace, 'payment.open', pay, NULL);
END $$;

CREATE FUNCTION floor_log(workspace uuid, act text, subject uuid, event text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_log (workspace_id, id, operation_id, action, subject_type, subject_id, actor_kind, after)
  VALUES (workspace, gen_random_uuid(), gen_random_uuid(), act, split_part(act, '.', 1), subject, 'anonymous',
          jsonb_build_object('amount', 1, 'currencyCode', 'EUR'));
  IF event IS NOT NULL THEN
    INSERT INTO outbox_event (id, workspace_id, name, payload)
    VALUES (gen_random_uuid(), workspace, event, jsonb_build_object('id', subject));
  END IF;
END $$;

CREATE FUNCTION floor_answer(pay uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO test_payment (key, ref, token, account, amount, currency_code, state, authorize_calls)
  VALUES (pay::text, 'test_' || pay, 'tok_ok', 'bench', 1, 'EUR', 'authorized', 1)
$$;

CREATE FUNCTION floor_record(workspace uuid, pay uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.workspace_id', workspace::text, true);
  PERFORM FROM payment WHERE workspace_id = workspace AND id = pay FOR UPDATE;
  UPDATE payment SET observed = 'authorized', provider_ref = 'test_' || pay, token = NULL, due_at = NULL
  WHERE workspace_id = workspace AND id = pay;
  PERFORM floor_log(workspace, 'payment.observe', pay, 'payment.changed');
END $$;

CREATE FUNCTION floor_place(workspace uuid, cart_of uuid, attempt uuid, pay uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  order_of uuid := gen_random_uuid();
  line record;
  counted bigint;
BEGIN
  PERFORM set_config('app.workspace_id', workspace::text, true);
  PERFORM FROM cart WHERE workspace_id = workspace AND id = cart_of FOR UPDATE;
  PERFORM FROM order_attempt WHERE workspace_id = workspace AND id = attempt FOR UPDATE;
  PERFORM FROM payment WHERE workspace_id = workspace AND id = pay FOR UPDATE;
  SELECT l.variant_id, l.quantity, v.price, v.sku, v.title INTO line FROM cart_line l
  JOIN product_variant v ON v.workspace_id = workspace AND v.id = l.variant_id
  JOIN product p ON p.workspace_id = workspace AND p.id = v.product_id AND p.status = 'ACTIVE'
  WHERE l.workspace_id = workspace AND l.cart_id = cart_of;
  UPDATE cart SET state = 'ordered', version = version + 1, updated_at = now()
  WHERE workspace_id = workspace AND id = cart_of;
  UPDATE order_attempt SET state = 'placed', order_id = order_of, lease_id = NULL, leased_until = NULL, due_at = NULL
  WHERE workspace_id = workspace AND id = attempt;
  UPDATE payment SET wanted = 'captured', due_at = now() WHERE workspace_id = workspace AND id = pay;
  UPDATE stock_level SET on_hand = on_hand - line.quantity, version = version + 1, updated_at = now()
  WHERE workspace_id = workspace AND variant_id = line.variant_id AND on_hand - reserved >= line.quantity
  RETURNING on_hand INTO counted;
  IF NOT FOUND THEN RAISE 'sold out'; END IF;
  INSERT INTO stock_movement (workspace_id, id, variant_id, delta, on_hand, reason, reference)
  VALUES (workspace, gen_random_uuid(), line.variant_id, -line.quantity, counted, 'order', order_of);
  INSERT INTO order_counter (workspace_id, last) VALUES (workspace, 1001)
  ON CONFLICT (workspace_id) DO UPDATE SET last = order_counter.last + 1 RETURNING last INTO counted;
  INSERT INTO sales_order (workspace_id, id, number, cart_id, payment_id, email, status, fulfillment_status,
                           currency_code, subtotal, discount, shipping, tax, tax_included, total)
  VALUES (workspace, order_of, counted, cart_of, pay, 'buyer@example.com', 'PLACED', 'UNFULFILLED', 'EUR',
          line.price * line.quantity, 0, 0, 0, false, line.price * line.quantity);
  INSERT INTO order_item (workspace_id, order_id, id, position, variant_id, product_title, variant_title, sku,
                          unit_price, quantity, digital)
  VALUES (workspace, order_of, gen_random_uuid(), 0, line.variant_id, 'A product', line.title, line.sku, line.price,
          line.quantity, false);
  PERFORM floor_log(workspace, 'cart.update', cart_of, NULL);
  PERFORM floor_log(workspace, 'payment.want', pay, 'payment.due');
  PERFORM floor_log(workspace, 'order.place', order_of, 'order.changed');
  INSERT INTO outbox_event (id, workspace_id, name, payload)
  VALUES (gen_random_uuid(), workspace, 'stock.changed', jsonb_build_object('variantIds', jsonb_build_array(line.variant_id)));
END $$;

-- A cart for a client that has one SKU of so many; carts are made before, and taken one after the other.
CREATE TABLE floor_cart (number bigint PRIMARY KEY, cart_id uuid NOT NULL);
CREATE SEQUENCE floor_next;
